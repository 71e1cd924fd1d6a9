-- An import of customers writes three rows a customer: what each of them costs besides itself.

-- The check of a foreign key runs by the row and took a fifth of an import. Only this room writes the column, from the
-- network (which has the key), and no corporation is ever deleted.
alter table customers.customer drop constraint customer_corporation_id_fkey;

-- One index where there were two: a service point is always looked for by its customer or its transformer.
alter table customers.service_point drop constraint service_point_pkey, add primary key (corporation_id, customer_id, id);
drop index customers.service_point_customer;
