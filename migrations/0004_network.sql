create schema network;

-- Each committed change of the network (import, switch operation) has the next number; traces store the one they used.
create table network.revision (
  corporation_id smallint not null references organisation.corporation,
  revision integer not null,
  id uuid not null unique, -- what caches of the graph are kept by: the same number may be rolled back and given again
  kind text not null check (kind in ('import', 'operation')),
  at timestamptz not null,
  recorded_at timestamptz not null,
  actor text not null,
  note text,
  primary key (corporation_id, revision)
);

-- Equipment in CIM words. Nodes are connectivity nodes, kept by their name.
create table network.equipment (
  corporation_id smallint not null references organisation.corporation,
  id integer not null, -- dense number given by us; unique over all corporations
  mrid text not null,  -- the id in the source (network.csv `id`, OpenDSS `Line.sw1`, CIM mRID)
  kind text not null check (kind in ('source', 'breaker', 'recloser', 'switch', 'fuse', 'line', 'transformer')),
  name text not null,
  substation text,
  feeder text,
  from_node text not null,
  to_node text,
  phases smallint not null check (phases between 1 and 7), -- bit 1 = A, 2 = B, 4 = C
  normally_open boolean not null,
  normally_open_phases smallint not null default 0, -- only where some phases are open and others closed
  never_serves boolean not null default false,      -- a regulator, or another transformer that customers never hang on
  part_of text,                                     -- mrid of the transformer whose further winding this is
  -- A transformer has a number of its own, given in depth-first order of the network, so that the set below any device
  -- is few ranges (int4multirange). Unique over all corporations; shared with network.load.
  transformer_id integer unique,
  lon double precision,
  lat double precision,
  rating_a double precision,
  valid_from timestamptz not null,
  removed_at timestamptz,
  primary key (corporation_id, id)
);
create unique index equipment_mrid on network.equipment (corporation_id, mrid) where removed_at is null;
create index equipment_feeder on network.equipment (corporation_id, feeder);
create index equipment_transformer on network.equipment (corporation_id, transformer_id) where transformer_id is not null;

-- Loads that the source of a network knows. One that hangs on no service transformer (medium voltage, or behind a
-- low-voltage line) is a point of its own with a number among those of the transformers; none is invented for it.
create table network.load (
  corporation_id smallint not null references organisation.corporation,
  mrid text not null,
  name text not null,
  node text not null,
  phases smallint not null check (phases between 1 and 7),
  kw double precision,
  transformer text,             -- mrid of the transformer that serves it
  transformer_id integer unique, -- its own number, where it is a point of its own
  feeder text,
  valid_from timestamptz not null,
  removed_at timestamptz,
  primary key (corporation_id, mrid)
);

-- Where nodes lie, for pictures; `local` coordinates are in no known projection.
create table network.node (
  corporation_id smallint not null references organisation.corporation,
  name text not null,
  system text not null check (system in ('lonlat', 'local')),
  x double precision not null,
  y double precision not null,
  primary key (corporation_id, name)
);
create sequence network.equipment_number as integer;
create sequence network.transformer_number as integer;

-- Switch positions as facts; the newest by (at, recorded_at) is the present one, none means the normal one.
create table network.position (
  corporation_id smallint not null,
  equipment_id integer not null,
  revision integer not null,
  open boolean not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  actor text not null,
  about text, -- the outage or fault that asked for it
  primary key (corporation_id, equipment_id, revision),
  foreign key (corporation_id, equipment_id) references network.equipment,
  foreign key (corporation_id, revision) references network.revision
);

-- What other rooms read. What customers can hang on, by its id in the source:
create view network.point with (security_invoker) as
  select corporation_id, transformer_id, mrid, 'transformer' as kind, feeder from network.equipment where transformer_id is not null and removed_at is null
  union all
  select corporation_id, transformer_id, mrid, 'load', feeder from network.load where transformer_id is not null and removed_at is null;

-- Each load with the number that a customer made from it hangs on.
create view network.load_supply with (security_invoker) as
  select l.corporation_id, l.mrid, l.name, l.phases, l.kw, l.feeder, coalesce(l.transformer_id, e.transformer_id) as transformer_id
  from network.load l
  left join network.equipment e on e.corporation_id = l.corporation_id and e.mrid = l.transformer and e.removed_at is null
  where l.removed_at is null;

call organisation.guard('network.revision');
call organisation.guard('network.equipment');
call organisation.guard('network.load');
call organisation.guard('network.node');
call organisation.guard('network.position');
call organisation.open('network');
