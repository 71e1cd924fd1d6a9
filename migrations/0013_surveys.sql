create schema surveys;
call organisation.open('surveys');
