-- The target of satisfaction stands among all others (indicators.target), with who answers for it and why it was set; what
-- a corporation put into the surveys' rules goes there, unless it has set one for that year there too.
insert into indicators.target (corporation_id, only_for, code, year, value, source, recorded_at, actor)
select r.corporation_id, r.only_for, 'satisfaction', y, r.target, r.source, r.recorded_at, r.actor
from surveys.reporting_rule r, generate_series(r.from_year::integer, r.to_year::integer) y
where r.target is not null and r.actor <> 'shipped' and not exists (
  select from indicators.target t where t.code = 'satisfaction' and t.year = y and t.month is null and not t.of_group
    and t.corporation_id is not distinct from r.corporation_id and t.only_for is not distinct from r.only_for)
order by r.id, y;
-- shipped rows that were there for their target alone
delete from surveys.reporting_rule r using surveys.reporting_rule base
where r.actor = 'shipped' and r.target is not null and base.actor = 'shipped' and base.target is null
  and base.group_min = r.group_min and base.satisfied_from = r.satisfied_from;
alter table surveys.reporting_rule drop column target;

-- When an interviewer heard the answer, where it is written down later (on paper, at the door); null: as it was recorded.
alter table surveys.sheet add column heard_at timestamptz;
