-- Few customers have a second service point; whoever counts or tells everybody behind a set looks for them apart, and read the
-- whole table for it: 1,000,000 rows, 100 ms, three times an announcement.
create index service_point_additional on customers.service_point (corporation_id, transformer_id) where additional;
