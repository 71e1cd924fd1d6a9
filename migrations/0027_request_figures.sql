-- What figures of requests are read from: closed requests counted by everything a figure asks for, moved in the request's
-- own transaction by the triggers below, proved equal to `recomputed_figure` each night. A row for each number of working
-- days, so that it is an exact histogram: percentiles come out of it as they do of the requests.
create table requests.figure (
  corporation_id smallint not null,
  month date not null, -- in which they were closed, in Viet Nam
  family text not null,
  outcome text not null,
  office text not null,
  unit_id integer not null,    -- 0: none
  service text not null,
  class text not null,         -- '': none
  limit_days integer not null, -- working days; 0: no limit in working days
  working_days integer not null,
  requests integer not null,
  judged integer not null,     -- those that had a limit
  within integer not null,
  paused_days integer not null,
  primary key (corporation_id, month, family, outcome, office, unit_id, service, class, limit_days, working_days)
) with (fillfactor = 80);

-- How long clocks of closed requests stood still, by reason, and what reviews and customers said of it.
create table requests.paused_figure (
  corporation_id smallint not null,
  month date not null,
  unit_id integer not null, -- 0: none
  reason text not null,
  requests integer not null,
  paused_days integer not null,
  upheld integer not null,
  not_upheld integer not null,
  confirmed integer not null,
  denied integer not null,
  primary key (corporation_id, month, unit_id, reason)
) with (fillfactor = 80);

do $body$
declare
  counts constant text := 'state = ''closed'' and working_days is not null';
  month constant text := 'date_trunc(''month'', closed_at at time zone ''Asia/Ho_Chi_Minh'')::date';
  cell constant text := 'corporation_id, ' || month || ' as month, family, outcome, office,
      coalesce(unit_id, 0) as unit_id, service, coalesce(class, '''') as class,
      coalesce(case when limit_unit = ''working_days'' then limit_value end, 0) as limit_days, working_days';
  cells constant text := '
    select ' || cell || ',
      sum(sign)::integer as requests, coalesce(sum(sign) filter (where in_limit is not null), 0)::integer as judged,
      coalesce(sum(sign) filter (where in_limit), 0)::integer as within, sum(sign * paused_days)::integer as paused_days
    from (%s) s where ' || counts || ' group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10';
  -- Of signed requests (corporation_id, id, month, unit_id): their pauses, each request once a reason.
  paused constant text := '
    select corporation_id, month, unit_id, reason, sum(sign)::integer as requests, sum(sign * days)::integer as paused_days,
      sum(sign * upheld)::integer as upheld, sum(sign * not_upheld)::integer as not_upheld,
      sum(sign * confirmed)::integer as confirmed, sum(sign * denied)::integer as denied
    from (
      select s.sign, s.corporation_id, s.month, s.unit_id, p.reason, sum(p.days) as days, count(*) filter (where c.upheld) as upheld,
        count(*) filter (where not c.upheld) as not_upheld, count(*) filter (where c.customer_says = ''confirmed'') as confirmed,
        count(*) filter (where c.customer_says = ''denied'') as denied
      from (%s) s
      join requests.pause p on p.corporation_id = s.corporation_id and p.request_id = s.id and p.reason <> ''closed'' and p.days is not null
      left join requests.claim c on c.corporation_id = p.corporation_id and c.request_id = p.request_id and c.pause_seq = p.seq
      group by s.sign, s.corporation_id, s.id, s.month, s.unit_id, p.reason
    ) r group by 1, 2, 3, 4';
  -- In the order of the key: two transactions cannot lock cells crosswise within a statement.
  add_cells constant text := '
    insert into requests.figure as f (corporation_id, month, family, outcome, office, unit_id, service, class, limit_days, working_days,
      requests, judged, within, paused_days)
    select * from (%s) change where requests <> 0 or judged <> 0 or within <> 0 or paused_days <> 0
    order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    on conflict (corporation_id, month, family, outcome, office, unit_id, service, class, limit_days, working_days) do update set
      requests = f.requests + excluded.requests, judged = f.judged + excluded.judged, within = f.within + excluded.within,
      paused_days = f.paused_days + excluded.paused_days';
  add_paused constant text := '
    insert into requests.paused_figure as f (corporation_id, month, unit_id, reason, requests, paused_days, upheld, not_upheld, confirmed, denied)
    select * from (%s) change
    where requests <> 0 or paused_days <> 0 or upheld <> 0 or not_upheld <> 0 or confirmed <> 0 or denied <> 0
    order by 1, 2, 3, 4
    on conflict (corporation_id, month, unit_id, reason) do update set
      requests = f.requests + excluded.requests, paused_days = f.paused_days + excluded.paused_days, upheld = f.upheld + excluded.upheld,
      not_upheld = f.not_upheld + excluded.not_upheld, confirmed = f.confirmed + excluded.confirmed, denied = f.denied + excluded.denied';
  columns constant text := 'corporation_id, closed_at, family, outcome, office, unit_id, service, class, limit_unit, limit_value, working_days, in_limit, paused_days, state';
  placed constant text := 'corporation_id, id, ' || month || ' as month, coalesce(unit_id, 0) as unit_id';
begin
  execute format('create function requests.figures_on_insert() returns trigger language plpgsql as $move$
    begin
      if not exists (select from added where %s) then return null; end if;
      %s;
      return null;
    end $move$', counts, format(add_cells, format(cells, 'select 1 as sign, ' || columns || ' from added')));

  -- Most updates are of open requests, and those of closed ones mostly leave their figures alone.
  execute format('create function requests.figures_on_update() returns trigger language plpgsql as $move$
    begin
      if not exists (select from added where %1$s) and not exists (select from removed where %1$s) then return null; end if;
      %2$s;
      if exists (
        select from removed r join added a using (corporation_id, id)
        where (r.state = ''closed'' and r.working_days is not null, r.closed_at, r.unit_id)
          is distinct from (a.state = ''closed'' and a.working_days is not null, a.closed_at, a.unit_id)
      ) then
        %3$s;
      end if;
      return null;
    end $move$', counts,
    format(add_cells, format(cells, 'select 1 as sign, ' || columns || ' from added union all select -1, ' || columns || ' from removed')),
    format(add_paused, format(paused, 'select 1 as sign, ' || placed || ' from added where ' || counts
      || ' union all select -1, ' || placed || ' from removed where ' || counts)));

  -- A review, or the customer's word, of a pause of a request that is closed already.
  execute format('create function requests.figures_on_claim() returns trigger language plpgsql as $move$
    begin
      %s;
      return null;
    end $move$', format(add_paused, '
      select r.corporation_id, ' || replace(month, 'closed_at', 'r.closed_at') || ' as month, coalesce(r.unit_id, 0) as unit_id, p.reason,
        0 as requests, 0 as paused_days, coalesce(sum(s.sign) filter (where s.upheld), 0)::integer as upheld,
        coalesce(sum(s.sign) filter (where not s.upheld), 0)::integer as not_upheld,
        coalesce(sum(s.sign) filter (where s.customer_says = ''confirmed''), 0)::integer as confirmed,
        coalesce(sum(s.sign) filter (where s.customer_says = ''denied''), 0)::integer as denied
      from (select 1 as sign, * from added union all select -1, * from removed) s
      join requests.request r on r.corporation_id = s.corporation_id and r.id = s.request_id and r.state = ''closed'' and r.working_days is not null
      join requests.pause p on p.corporation_id = s.corporation_id and p.request_id = s.request_id and p.seq = s.pause_seq
        and p.reason <> ''closed'' and p.days is not null
      group by 1, 2, 3, 4'));

  -- A closed request as the roll-up of itself alone: what figures are read from where the roll-up is not trusted.
  execute 'create view requests.counted with (security_invoker = true) as select ' || cell || ',
    1 as requests, (in_limit is not null)::integer as judged, coalesce(in_limit, false)::integer as within, paused_days, closed_at
    from requests.request where ' || counts;
  -- The same from all requests at once: what the roll-ups must equal, and what they are made anew of.
  execute 'create view requests.recomputed_figure with (security_invoker = true) as '
    || format(cells, 'select 1 as sign, ' || columns || ' from requests.request');
  execute 'create view requests.recomputed_paused_figure with (security_invoker = true) as '
    || format(paused, 'select 1 as sign, ' || placed || ' from requests.request where ' || counts);
end $body$;

insert into requests.figure (corporation_id, month, family, outcome, office, unit_id, service, class, limit_days, working_days,
  requests, judged, within, paused_days)
select * from requests.recomputed_figure order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
insert into requests.paused_figure (corporation_id, month, unit_id, reason, requests, paused_days, upheld, not_upheld, confirmed, denied)
select * from requests.recomputed_paused_figure order by 1, 2, 3, 4;

create trigger figures_on_insert after insert on requests.request
  referencing new table as added for each statement execute function requests.figures_on_insert();
create trigger figures_on_update after update on requests.request
  referencing old table as removed new table as added for each statement execute function requests.figures_on_update();
create trigger figures_on_claim after update on requests.claim
  referencing old table as removed new table as added for each statement execute function requests.figures_on_claim();

call organisation.guard('requests.figure');
call organisation.guard('requests.paused_figure');
call organisation.open('requests');
