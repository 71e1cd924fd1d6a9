-- Who hears of a request before it is late and while it is: a chain of levels, dated, for all or for one corporation, for
-- all services or for one. The nearest in force counts: a corporation's own for the service, its own for all services, one
-- for all of the service, one for all. A chain from a day on ends the one before it of the same corporation and service.
create table requests.escalation_chain (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation, -- null: for all
  service text,   -- code; null: for all services
  in_force_from date not null,
  in_force_to date not null default 'infinity', -- first day on which it is no longer in force
  levels jsonb,   -- [{percent: 50 | 80 | 100, late_days, tell: [person | unit | company | corporation]}]; null: taken back
  reason text not null,
  actor text not null default 'shipped',
  recorded_at timestamptz not null default '-infinity',
  check (in_force_to >= in_force_from)
);
create index escalation_chain_day on requests.escalation_chain (in_force_from, in_force_to);

insert into requests.escalation_chain (corporation_id, in_force_from, levels, reason)
select corporation_id, '-infinity', jsonb_agg(jsonb_build_object('percent', percent, 'late_days', 0, 'tell', tell) order by percent),
  case when corporation_id is null then 'Mặc định của phần mềm' else 'Từ bản trước' end
from (
  select corporation_id, percent, jsonb_agg(tell order by id) as tell from requests.escalation group by 1, 2
) e group by corporation_id;
drop table requests.escalation;

alter table requests.request
  add column late_warn_at timestamptz, -- the next level after the deadline; null: none
  add column late_warned_days smallint not null default 0; -- of the last of them that was said, in working days after the deadline
create index request_late_warn on requests.request (late_warn_at) where late_warn_at is not null and state = 'complete';

call organisation.guard('requests.escalation_chain');
call organisation.open('requests');
