create schema indicators;
call organisation.open('indicators');
