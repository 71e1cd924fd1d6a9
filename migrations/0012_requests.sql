create schema requests;

-- The catalogue: what can be asked for. A row is a version of a service, dated, for all corporations (null) or for one;
-- a new service or a new limit is one more row and needs no code. A corporation's own row goes before one for all.
create table requests.service (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation,
  only_for text, -- code of the corporation that a shipped row is for; the corporation itself may come later
  code text not null check (code ~ '^[a-z][a-z0-9_]{1,49}$'),
  aliases text[] not null default '{}', -- how else histories spell it
  name text not null,
  name_en text not null,
  family text not null check (family ~ '^[a-z][a-z0-9_]{1,49}$'), -- new_supply, change, complaint, power_out, ...
  class text,  -- of the figures: urban_home, rural_home, non_residential, medium_voltage; null: none of its own
  topic text not null check (topic in ('reception', 'new_supply', 'in_use', 'other')), -- the care centres' four groups
  -- whom it is for: of several services of a family the one that fits is taken; null: does not matter
  for_class text check (for_class in ('residential', 'non_residential')),
  for_area text check (for_area in ('urban', 'rural')),
  in_force_from date not null default '-infinity',
  in_force_to date not null default 'infinity', -- first day on which it is no longer in force
  limit_value integer check (limit_value > 0),
  limit_unit text not null check (limit_unit in ('working_days', 'working_hours', 'hours', 'at_once')),
  rule text not null, -- the clause, or who published the limit
  documents jsonb not null default '[]', -- [{code, vi, en, required}]
  form jsonb not null default '{"type":"object"}', -- JSON Schema of what is asked for
  steps jsonb not null default '[]', -- [{code, vi, en, who, limit_value?, limit_unit?}] in their order
  pauses jsonb not null default '[]', -- [{reason, vi, en, longest_days}]: what stops the clock, for how many working days at most
  actor text not null default 'shipped',
  recorded_at timestamptz not null default '2026-11-01 00:00+07',
  check (in_force_to > in_force_from),
  check ((limit_unit = 'at_once') = (limit_value is null))
);
create index service_code on requests.service (code, in_force_from);
create index service_corporation on requests.service (corporation_id) where corporation_id is not null;

create table requests.request (
  corporation_id smallint not null references organisation.corporation,
  id uuid not null,
  code text not null, -- tracking code; of an imported history its own
  service_id integer not null references requests.service,
  -- copies of the service on that day: a later change of the catalogue does not move a request
  service text not null,
  family text not null,
  class text,
  limit_value integer,
  limit_unit text not null,
  office text not null default '', -- code of where it was received; '' where none was
  unit_id integer,       -- who works on it now
  clock_unit_id integer, -- whose calendar its clock runs by: set once, so that a move between units does not touch the clock
  channel text not null,
  customer_id integer,
  contact jsonb not null default '{}', -- name, phone, email, address of who asks
  details jsonb not null default '{}', -- answers to the service's form
  documents text[] not null default '{}', -- codes of the documents handed in
  state text not null check (state in ('received', 'complete', 'paused', 'closed')),
  step text, -- last step done
  step_at timestamptz, -- since when the next step waits
  received_at timestamptz not null,
  complete_at timestamptz check (complete_at >= received_at), -- the file is complete: the clock starts
  due_at timestamptz,    -- null: no clock (not complete, at once)
  closed_at timestamptz check (closed_at >= received_at),
  outcome text check (outcome in ('done', 'refused', 'withdrawn', 'merged')),
  answer text,
  accepted boolean, -- a complaint: is it right
  working_days integer, -- taken, paused ones left out; of a closed one
  paused_days integer not null default 0, -- of a closed one
  in_limit boolean, -- of a closed one that had a limit
  version integer not null default 1, -- grows with each fact: two clerks cannot overwrite each other unknowingly
  clock_version integer not null default 0, -- of the promise: grows when the deadline moves
  assigned_to text,
  merged_into uuid,
  about_kind text, -- the cut or fault that explains it
  about uuid,
  warned_percent smallint not null default 0, -- 50, 80, 100
  source text not null check (source in ('live', 'import')),
  recorded_at timestamptz not null,
  primary key (corporation_id, id),
  unique (corporation_id, code),
  check ((state = 'closed') = (closed_at is not null)),
  check ((closed_at is null) = (outcome is null)),
  check (closed_at is null or complete_at is null or closed_at >= complete_at)
);
create index request_code on requests.request (code);
-- the queue: what is open, by who works on it, what is due first
create index request_open on requests.request (corporation_id, unit_id, due_at, id) where state <> 'closed';
create index request_due on requests.request (due_at) where state = 'complete' and due_at is not null;
create index request_customer on requests.request (corporation_id, customer_id, received_at) where customer_id is not null;
-- the month's figures are read from this index alone
create index request_closed on requests.request (corporation_id, closed_at)
  include (family, class, service, outcome, office, unit_id, working_days, paused_days, in_limit, limit_value, limit_unit)
  where state = 'closed' and working_days is not null;
create index request_about on requests.request (corporation_id, about) where about is not null;

-- When the clock stood still. Added; ended once.
create table requests.pause (
  corporation_id smallint not null,
  request_id uuid not null,
  seq integer not null,
  reason text not null, -- of the service's list; 'closed': between a closing and the reopening
  evidence text not null, -- what proves it: letter, message, photograph, minutes
  paused_at timestamptz not null,
  ends_by timestamptz not null, -- the longest allowed: after it the clock ticks again by itself
  resumed_at timestamptz check (resumed_at >= paused_at),
  resumed_by text,
  actor text not null,
  recorded_at timestamptz not null,
  reviewed_at timestamptz,
  reviewed_by text,
  upheld boolean, -- was the pause right
  review text,
  customer_says text check (customer_says in ('confirmed', 'denied')), -- 'were you asked for papers on that day?'
  primary key (corporation_id, request_id, seq),
  foreign key (corporation_id, request_id) references requests.request
);
create index pause_open on requests.pause (corporation_id, ends_by) where resumed_at is null;
create index pause_paused on requests.pause (corporation_id, paused_at);

-- The story: received, completed, step, paused, resumed, due_moved, moved, assigned, commented, closed, reopened, ...
create table requests.fact (
  corporation_id smallint not null,
  request_id uuid not null,
  seq integer not null,
  kind text not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  actor text not null,
  reason text,
  detail jsonb not null default '{}',
  primary key (corporation_id, request_id, seq),
  foreign key (corporation_id, request_id) references requests.request
);

call organisation.guard('requests.service');
call organisation.guard('requests.request');
call organisation.guard('requests.pause');
call organisation.guard('requests.fact');
call organisation.open('requests');

-- The shipped catalogue, from published figures. What no public source gives is said in `rule`.
do $$
declare
  home_documents jsonb := '[{"code":"request","vi":"Giấy đề nghị mua điện","en":"Request for supply","required":true},{"code":"identity","vi":"Căn cước công dân","en":"Identity card","required":true},{"code":"place","vi":"Giấy tờ về địa điểm dùng điện","en":"Proof of the place of use","required":true}]';
  business_documents jsonb := '[{"code":"request","vi":"Giấy đề nghị mua điện","en":"Request for supply","required":true},{"code":"licence","vi":"Giấy đăng ký kinh doanh hoặc quyết định thành lập","en":"Business licence or founding decision","required":true},{"code":"place","vi":"Giấy tờ về địa điểm dùng điện","en":"Proof of the place of use","required":true},{"code":"load","vi":"Bảng kê công suất","en":"List of loads","required":false}]';
  supply_form jsonb := '{"type":"object","properties":{"phases":{"type":"integer","enum":[1,3]},"load_kw":{"type":"number","exclusiveMinimum":0,"maximum":100000},"purpose":{"type":"string","maxLength":200},"address":{"type":"string","minLength":3,"maxLength":300}},"required":["address"]}';
  low_steps jsonb := '[{"code":"survey","vi":"Khảo sát","en":"Survey","who":"unit"},{"code":"quotation","vi":"Dự toán","en":"Quotation","who":"unit"},{"code":"contract","vi":"Ký hợp đồng","en":"Contract","who":"office"},{"code":"installation","vi":"Lắp đặt","en":"Installation","who":"crew"},{"code":"energised","vi":"Đóng điện","en":"Energised","who":"crew"}]';
  medium_steps jsonb := '[{"code":"taken","vi":"Tiếp nhận xử lý","en":"Taken up","who":"unit","limit_value":2,"limit_unit":"working_hours"},{"code":"agreement","vi":"Thỏa thuận đấu nối","en":"Connection agreement","who":"company","limit_value":2,"limit_unit":"working_days"},{"code":"technical_check","vi":"Kiểm tra điều kiện đóng điện điểm đấu nối","en":"Technical check","who":"company","limit_value":1,"limit_unit":"working_days"},{"code":"contract","vi":"Ký hợp đồng","en":"Contract","who":"unit"},{"code":"energised","vi":"Đóng điện","en":"Energised","who":"crew"}]';
  stops jsonb := '[{"reason":"customer","vi":"Chờ khách hàng","en":"Waiting for the customer","longest_days":10},{"reason":"authority","vi":"Chờ cơ quan có thẩm quyền","en":"Waiting for an authority","longest_days":30},{"reason":"force_majeure","vi":"Bất khả kháng","en":"Force majeure","longest_days":10}]';
  text_form jsonb := '{"type":"object","properties":{"text":{"type":"string","minLength":1,"maxLength":4000}},"required":["text"]}';
begin
  insert into requests.service (only_for, code, aliases, name, name_en, family, class, topic, for_class, for_area, in_force_from, in_force_to, limit_value, limit_unit, rule, documents, form, steps, pauses) values
    (null, 'new_supply_urban_home', '{urban_home,new_supply_urban,new_supply_home_urban,new_urban_home}', 'Cấp điện mới sinh hoạt, thành phố, thị xã, thị trấn', 'New supply, home, city or town', 'new_supply', 'urban_home', 'new_supply', 'residential', 'urban', '-infinity', '2017-05-15', 3, 'working_days', 'baochinhphu.vn, 2016: trong 3 ngày', home_documents, supply_form, low_steps, stops),
    (null, 'new_supply_urban_home', '{urban_home,new_supply_urban,new_supply_home_urban,new_urban_home}', 'Cấp điện mới sinh hoạt, thành phố, thị xã, thị trấn', 'New supply, home, city or town', 'new_supply', 'urban_home', 'new_supply', 'residential', 'urban', '2017-05-15', '2021-04-01', 3, 'working_days', 'Quyết định 505/QĐ-EVN', home_documents, supply_form, low_steps, stops),
    (null, 'new_supply_urban_home', '{urban_home,new_supply_urban,new_supply_home_urban,new_urban_home}', 'Cấp điện mới sinh hoạt, thành phố, thị xã, thị trấn', 'New supply, home, city or town', 'new_supply', 'urban_home', 'new_supply', 'residential', 'urban', '2021-04-01', 'infinity', 5, 'working_days', 'Quyết định 353/QĐ-EVN', home_documents, supply_form, low_steps, stops),
    (null, 'new_supply_rural_home', '{rural_home,new_supply_rural,new_supply_home_rural,new_rural_home}', 'Cấp điện mới sinh hoạt, nông thôn', 'New supply, home, rural', 'new_supply', 'rural_home', 'new_supply', 'residential', 'rural', '-infinity', '2017-05-15', 5, 'working_days', 'baochinhphu.vn, 2016: trong 5 ngày', home_documents, supply_form, low_steps, stops),
    (null, 'new_supply_rural_home', '{rural_home,new_supply_rural,new_supply_home_rural,new_rural_home}', 'Cấp điện mới sinh hoạt, nông thôn', 'New supply, home, rural', 'new_supply', 'rural_home', 'new_supply', 'residential', 'rural', '2017-05-15', '2021-04-01', 5, 'working_days', 'Quyết định 505/QĐ-EVN', home_documents, supply_form, low_steps, stops),
    (null, 'new_supply_rural_home', '{rural_home,new_supply_rural,new_supply_home_rural,new_rural_home}', 'Cấp điện mới sinh hoạt, nông thôn', 'New supply, home, rural', 'new_supply', 'rural_home', 'new_supply', 'residential', 'rural', '2021-04-01', 'infinity', 5, 'working_days', 'Quyết định 353/QĐ-EVN', home_documents, supply_form, low_steps, stops),
    (null, 'new_supply_non_residential', '{non_residential,new_non_residential,new_supply_business}', 'Cấp điện mới ngoài sinh hoạt, hạ áp', 'New low-voltage supply, non-residential', 'new_supply', 'non_residential', 'new_supply', 'non_residential', null, '-infinity', '2017-01-01', 7, 'working_days', 'baochinhphu.vn, 2016: trong 7 ngày', business_documents, supply_form, low_steps, stops),
    (null, 'new_supply_non_residential', '{non_residential,new_non_residential,new_supply_business}', 'Cấp điện mới ngoài sinh hoạt, hạ áp', 'New low-voltage supply, non-residential', 'new_supply', 'non_residential', 'new_supply', 'non_residential', null, '2017-01-01', '2021-04-01', 5, 'working_days', 'pcnamdinh.npc.com.vn, 2017: trong 5 ngày', business_documents, supply_form, low_steps, stops),
    (null, 'new_supply_non_residential', '{non_residential,new_non_residential,new_supply_business}', 'Cấp điện mới ngoài sinh hoạt, hạ áp', 'New low-voltage supply, non-residential', 'new_supply', 'non_residential', 'new_supply', 'non_residential', null, '2021-04-01', 'infinity', 5, 'working_days', 'Quyết định 353/QĐ-EVN', business_documents, supply_form, low_steps, stops),
    (null, 'new_supply_medium_voltage', '{medium_voltage,new_medium_voltage,new_supply_mv}', 'Cấp điện mới trung áp, phần việc của ngành điện', 'New medium-voltage supply, the power company''s steps', 'new_supply', 'medium_voltage', 'new_supply', null, null, '-infinity', '2017-01-01', 10, 'working_days', 'baochinhphu.vn, 2016: dưới 10 ngày', business_documents, supply_form, medium_steps, stops),
    (null, 'new_supply_medium_voltage', '{medium_voltage,new_medium_voltage,new_supply_mv}', 'Cấp điện mới trung áp, phần việc của ngành điện', 'New medium-voltage supply, the power company''s steps', 'new_supply', 'medium_voltage', 'new_supply', null, null, '2017-01-01', 'infinity', 7, 'working_days', 'Quyết định 505/QĐ-EVN; mục tiêu 2017 dưới 7 ngày', business_documents, supply_form, medium_steps, stops),
    ('EVNHCMC', 'new_supply_medium_voltage', '{medium_voltage,new_medium_voltage,new_supply_mv}', 'Cấp điện mới trung áp, phần việc của ngành điện', 'New medium-voltage supply, the power company''s steps', 'new_supply', 'medium_voltage', 'new_supply', null, null, '2017-05-15', 'infinity', 5, 'working_days', 'Quyết định 505/QĐ-EVN', business_documents, supply_form, medium_steps, stops),
    ('EVNNPC', 'new_supply_medium_voltage', '{medium_voltage,new_medium_voltage,new_supply_mv}', 'Cấp điện mới trung áp, phần việc của ngành điện', 'New medium-voltage supply, the power company''s steps', 'new_supply', 'medium_voltage', 'new_supply', null, null, '2019-01-01', 'infinity', 6, 'working_days', 'Báo chí, 2019: 6 ngày', business_documents, supply_form, medium_steps, stops),
    (null, 'new_supply_with_works', '{low_voltage_works}', 'Cấp điện mới hạ áp có trồng thêm cột, cáp ngầm hoặc TI', 'New low-voltage supply with an extra pole, underground cable or current transformer', 'new_supply', 'with_works', 'new_supply', null, null, '-infinity', 'infinity', 7, 'working_days', 'Danh mục dịch vụ công bố của EVNCPC, EVNSPC, EVNNPC', home_documents, supply_form, low_steps, stops),
    (null, 'capacity_change_urban', '{capacity_change,meter_move_urban}', 'Thay đổi công suất, vị trí công tơ, thành phố', 'Change of capacity or meter place, city', 'capacity_change', null, 'in_use', null, 'urban', '-infinity', 'infinity', 3, 'working_days', 'evn.com.vn', '[]', supply_form, low_steps, stops),
    (null, 'capacity_change_rural', '{meter_move_rural}', 'Thay đổi công suất, vị trí công tơ, nông thôn', 'Change of capacity or meter place, rural', 'capacity_change', null, 'in_use', null, 'rural', '-infinity', 'infinity', 5, 'working_days', 'evn.com.vn', '[]', supply_form, low_steps, stops),
    (null, 'capacity_change_ct', '{}', 'Thay đổi công suất có lắp TI', 'Change of capacity with a current transformer', 'capacity_change', null, 'in_use', null, null, '-infinity', 'infinity', 7, 'working_days', 'evn.com.vn', '[]', supply_form, low_steps, stops),
    (null, 'meter_check', '{meter_test}', 'Kiểm tra công tơ', 'Meter check', 'meter_check', null, 'in_use', null, null, '-infinity', 'infinity', 5, 'working_days', 'Mặc định của phần mềm: không tìm thấy nguồn công khai', '[]', text_form, '[{"code":"check","vi":"Kiểm tra","en":"Check","who":"crew"}]', stops),
    (null, 'complaint', '{complaints}', 'Khiếu nại', 'Complaint', 'complaint', null, 'other', null, null, '-infinity', 'infinity', 5, 'working_days', 'Thông tư 39/2015/TT-BCT, Điều 16', '[]', text_form, '[]', stops),
    (null, 'question', '{questions,inquiry}', 'Hỏi đáp, kiến nghị', 'Question', 'complaint', null, 'reception', null, null, '-infinity', 'infinity', 5, 'working_days', 'Thông tư 39/2015/TT-BCT, Điều 16', '[]', text_form, '[]', stops),
    (null, 'power_out', '{outage_report,no_power,fault}', 'Báo mất điện', 'My power is out', 'power_out', null, 'in_use', null, null, '-infinity', 'infinity', 2, 'hours', 'Chỉ tiêu dịch vụ khách hàng: có điện lại trong 2 giờ', '[]', '{"type":"object","properties":{"text":{"type":"string","maxLength":4000}}}', '[]', '[]'),
    (null, 'switchgear_low_voltage', '{lv_switchgear}', 'Thay thiết bị đóng cắt hạ áp hỏng', 'Replace failed low-voltage switchgear', 'switchgear', null, 'in_use', null, null, '-infinity', 'infinity', 24, 'hours', 'Chỉ tiêu dịch vụ khách hàng: trong 1 ngày', '[]', text_form, '[]', '[]'),
    (null, 'switchgear_medium_voltage', '{mv_switchgear}', 'Thay thiết bị đóng cắt trung áp hỏng', 'Replace failed medium-voltage switchgear', 'switchgear', null, 'in_use', null, null, '-infinity', 'infinity', 72, 'hours', 'Chỉ tiêu dịch vụ khách hàng: trong 3 ngày', '[]', text_form, '[]', '[]'),
    (null, 'lookup', '{look_up}', 'Tra cứu lịch cắt điện, thủ tục, chỉ số, hóa đơn, công nợ', 'Look-up of cut schedule, procedure, reading, bill, debt', 'lookup', null, 'reception', null, null, '-infinity', 'infinity', null, 'at_once', 'evn.com.vn', '[]', '{"type":"object","properties":{"text":{"type":"string","maxLength":4000}}}', '[]', '[]'),
    (null, 'advice', '{}', 'Tư vấn', 'Advice', 'lookup', null, 'reception', null, null, '-infinity', 'infinity', null, 'at_once', 'evn.com.vn', '[]', '{"type":"object","properties":{"text":{"type":"string","maxLength":4000}}}', '[]', '[]');
end $$;
