create schema requests;
call organisation.open('requests');
