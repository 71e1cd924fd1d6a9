-- Surveys: one question after a closed request or a restored cut, and the yearly sample survey drawn by ourselves.

-- Nothing ever wrote it: an invitation is now one of a draw, and its answer a row of its own.
drop table surveys.invitation;

-- How many are asked after what, and how often one customer at most. The newest row in force on a day counts, and a
-- corporation's own before one that is for all.
create table surveys.ask_rule (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation, -- null: for all
  about_kind text not null check (about_kind in ('request', 'planned_outage', 'fault', 'survey')),
  in_force_from date not null,
  in_force_to date not null default 'infinity', -- first day on which it is no longer in force
  sample_rate double precision not null check (sample_rate between 0 and 1), -- chance of each customer; 0: nobody is asked
  per_event_max integer not null check (per_event_max > 0), -- so many after one cut, or in one wave of a survey, at most
  quiet_days integer not null check (quiet_days between 0 and 3650), -- nobody is asked again within so many days
  open_days integer not null check (open_days between 1 and 90), -- an answer is taken for so long
  ask_from time not null,  -- nobody is woken by a question
  ask_until time not null check (ask_until > ask_from),
  actor text not null default 'shipped',
  recorded_at timestamptz not null default '-infinity'
);
insert into surveys.ask_rule (about_kind, in_force_from, sample_rate, per_event_max, quiet_days, open_days, ask_from, ask_until) values
  ('request', '-infinity', 1, 1, 30, 7, '08:00', '20:00'),
  ('planned_outage', '-infinity', 0.1, 500, 30, 7, '08:00', '20:00'),
  ('fault', '-infinity', 0.1, 500, 30, 7, '08:00', '20:00'),
  ('survey', '-infinity', 1, 1000000, 30, 30, '08:00', '20:00'); -- the sample is drawn already; closing is the survey's own

-- What an estimate is shown and judged by, for surveys of these years.
create table surveys.reporting_rule (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation, -- null: for all
  only_for text, -- a shipped row of one corporation, by its code: it need not be there yet
  from_year smallint not null,
  to_year smallint not null, -- the last year
  group_min integer not null check (group_min >= 2), -- groups of fewer respondents are not shown
  satisfied_from double precision not null check (satisfied_from between 0 and 10), -- so many of 10 count as satisfied
  target double precision check (target between 0 and 10),
  source text not null,
  actor text not null default 'shipped',
  recorded_at timestamptz not null default '-infinity'
);
insert into surveys.reporting_rule (only_for, from_year, to_year, group_min, satisfied_from, target, source) values
  (null, 1990, 2200, 10, 7, null, 'Từ 7 điểm là hài lòng: báo chí; nhóm tối thiểu: mặc định của phần mềm'),
  (null, 2017, 2017, 10, 7, 7.25, 'baochinhphu.vn, mục tiêu 2017'),
  ('EVNHCMC', 2017, 2017, 10, 7, 8.25, 'baochinhphu.vn, mục tiêu 2017');

-- The questions of a yearly survey: the newest row in force on the day of planning is copied into the survey.
create table surveys.questionnaire (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation, -- null: for all
  in_force_from date not null,
  factors jsonb not null, -- [{code, vi, en}]: the n-th is q<n>
  actor text not null default 'shipped',
  recorded_at timestamptz not null default '-infinity'
);
insert into surveys.questionnaire (in_force_from, factors) values ('-infinity', '[
  {"code": "supply", "vi": "Cung cấp điện: ổn định, ít mất điện, có điện lại nhanh", "en": "Supply: steady, seldom cut, soon restored"},
  {"code": "information", "vi": "Thông tin đến khách hàng: báo trước lịch cắt điện, rõ ràng, kịp thời", "en": "Information: cuts told beforehand, clearly and in time"},
  {"code": "bill", "vi": "Hóa đơn tiền điện: đúng, dễ hiểu, dễ thanh toán", "en": "Bill: right, easy to understand, easy to pay"},
  {"code": "service", "vi": "Dịch vụ khách hàng: tận tình, đúng hẹn, thủ tục gọn", "en": "Service: helpful, on time, little paperwork"},
  {"code": "image", "vi": "Hình ảnh ngành điện", "en": "Image of the power company"},
  {"code": "price", "vi": "Nhận thức về giá điện: minh bạch, dễ hiểu", "en": "Awareness of the price: open and understood"},
  {"code": "consensus", "vi": "Sự đồng thuận của xã hội với ngành điện", "en": "Social consensus with the power company"}
]');

-- One choosing of customers: after which event or for which survey, by which seed, out of how many.
create table surveys.draw (
  corporation_id smallint not null references organisation.corporation,
  id uuid not null,
  number integer generated always as identity unique, -- stands in the links
  about_kind text not null check (about_kind in ('request', 'planned_outage', 'fault', 'survey')),
  about uuid not null,
  about_code text, -- what people call it
  wave smallint not null default 1, -- a yearly survey may invite again those who were not invited yet
  seed text not null,
  happened_at timestamptz not null,
  drawn_at timestamptz not null,
  closes_at timestamptz not null,
  reachable integer not null, -- customers whom a message can reach
  drawn integer not null,     -- of them chosen by chance
  resting integer not null,   -- of the chosen left out because they were asked not long ago
  invited integer not null,
  primary key (corporation_id, id)
);
create unique index draw_once on surveys.draw (corporation_id, about, wave);
create index draw_drawn on surveys.draw (corporation_id, drawn_at);

create table surveys.invitation (
  corporation_id smallint not null,
  draw_id uuid not null,
  customer_id integer not null,
  channel smallint not null,
  language smallint not null,
  invited_at timestamptz not null,
  primary key (corporation_id, draw_id, customer_id),
  foreign key (corporation_id, draw_id) references surveys.draw
);
create index invitation_customer on surveys.invitation (corporation_id, customer_id, invited_at);

-- The answer to one question; its key is why an invitation is answered once.
create table surveys.answer (
  corporation_id smallint not null,
  draw_id uuid not null,
  customer_id integer not null,
  score smallint not null check (score between 0 and 10),
  words text check (length(words) between 1 and 1000),
  words_plain text, -- small letters without accents, a blank before and after each word: for grouping by topic
  via text not null check (via in ('web', 'sms')),
  at timestamptz not null,
  primary key (corporation_id, draw_id, customer_id),
  foreign key (corporation_id, draw_id, customer_id) references surveys.invitation
);
create index answer_at on surveys.answer (corporation_id, at);

-- A yearly survey of a corporation that draws its own sample.
create table surveys.survey (
  corporation_id smallint not null references organisation.corporation,
  year smallint not null check (year between 1990 and 2200),
  id uuid not null,
  sample_size integer not null check (sample_size > 0),
  allocation text not null check (allocation in ('proportional', 'neyman')),
  factors jsonb not null,
  seed text not null,
  frame_day date not null, -- customers of this day
  closes_at timestamptz not null,
  planned_at timestamptz not null,
  actor text not null,
  drawn_at timestamptz,
  primary key (corporation_id, year)
);
create unique index survey_id on surveys.survey (corporation_id, id);

-- Strata of an own survey know their class and area, and how many were to be drawn.
alter table surveys.stratum
  add column class text, add column area text,
  add column sample_size integer, -- allocated, and drawn
  add column deviation double precision; -- of last year, that the allocation rests on; null: none was used

create table surveys.sampled (
  corporation_id smallint not null,
  year smallint not null,
  customer_id integer not null,
  stratum text not null,
  primary key (corporation_id, year, customer_id),
  foreign key (corporation_id, year) references surveys.survey
);

-- Why somebody sampled did not answer, as the interviewer heard it. The newest row counts.
create table surveys.refusal (
  corporation_id smallint not null,
  year smallint not null,
  customer_id integer not null,
  at timestamptz not null,
  reason text not null check (reason in ('refused', 'not_reached', 'moved')),
  actor text not null,
  primary key (corporation_id, year, customer_id, at),
  foreign key (corporation_id, year, customer_id) references surveys.sampled
);

-- Imported sheets and our own stand in one table, so that one estimate reads both.
alter table surveys.sheet
  add column customer_id integer, -- of our own sample
  add column class text, add column area text,
  add column via text not null default 'import' check (via in ('import', 'web', 'phone', 'visit')),
  add column words text check (length(words) between 1 and 1000),
  add column words_plain text;

-- Words by which a free text belongs to a topic; plain: small letters without accents. A topic's newest row in force counts.
create table surveys.topic (
  id integer generated always as identity primary key,
  corporation_id smallint references organisation.corporation, -- null: for all
  code text not null,
  vi text not null,
  en text not null,
  words text[] not null,
  in_force_from date not null,
  in_force_to date not null default 'infinity',
  actor text not null default 'shipped',
  recorded_at timestamptz not null default '-infinity'
);
insert into surveys.topic (code, vi, en, words, in_force_from) values
  ('outage', 'Mất điện', 'Power cuts', '{mat dien,cup dien,cat dien,ngung cap dien,chap chon,chop chon,khong co dien,nhay dien,power cut,outage,blackout}', '-infinity'),
  ('quality', 'Chất lượng điện áp', 'Voltage', '{dien yeu,dien ap,sut ap,yeu dien,qua ap,dien manh,dien khong on dinh,voltage}', '-infinity'),
  ('late', 'Trễ hẹn, chậm', 'Late, slow', '{cham,tre,tre hen,lau qua,qua lau,doi lau,cho lau,sai hen,that hen,khong dung hen,slow,late,waited}', '-infinity'),
  ('information', 'Thông tin, thông báo', 'Information', '{thong bao,bao truoc,khong bao,nhan tin,tin nhan,thong tin,khong ai bao,information,not told,notice}', '-infinity'),
  ('bill', 'Hóa đơn, giá, thanh toán', 'Bill, price, payment', '{hoa don,tien dien,gia dien,thanh toan,chi so,cong to,dat qua,tinh sai,bill,price,meter,payment}', '-infinity'),
  ('staff', 'Thái độ nhân viên', 'Staff', '{nhan vien,thai do,nhiet tinh,tan tinh,lich su,vo le,cau gat,hach sach,tho dien,staff,rude,helpful,polite}', '-infinity'),
  ('hotline', 'Tổng đài', 'Hotline', '{tong dai,hotline,goi khong duoc,khong nghe may,may ban,goi mai,call centre}', '-infinity'),
  ('paperwork', 'Thủ tục, giấy tờ', 'Paperwork', '{thu tuc,giay to,ho so,ruom ra,phien ha,paperwork,documents}', '-infinity'),
  ('thanks', 'Khen, cảm ơn', 'Praise', '{cam on,rat tot,tot lam,hai long,nhanh chong,nhanh gon,tuyet voi,thank you,thanks,good,great}', '-infinity');

call organisation.guard('surveys.ask_rule');
call organisation.guard('surveys.reporting_rule');
call organisation.guard('surveys.questionnaire');
call organisation.guard('surveys.draw');
call organisation.guard('surveys.invitation');
call organisation.guard('surveys.answer');
call organisation.guard('surveys.survey');
call organisation.guard('surveys.sampled');
call organisation.guard('surveys.refusal');
call organisation.guard('surveys.topic');
call organisation.open('surveys');
