create schema reliability;

call organisation.open('reliability');
