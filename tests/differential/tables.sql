-- The tables and rows that the querysets ask, for Django and for vinyl. Small, so that an answer can be checked by hand, with
-- nulls, ties, and numbers and texts that also stand in other tables, so that comparisons across relations hold for some rows.
-- The random querysets ask the tables of music; those of concerts, which have columns of all types, are for the named ones.
create extension if not exists hstore;
create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists pgcrypto;
create schema differential;

create table differential.artist (id bigint primary key, name text not null, country text, born integer,
    mentor_id bigint references differential.artist);
create table differential.label (id bigint primary key, name text not null, city text);
create table differential.album (id bigint primary key, title text not null,
    artist_id bigint not null references differential.artist, producer_id bigint references differential.artist,
    label_id bigint references differential.label, released date not null, price numeric(8, 2) not null,
    rating double precision, sold integer not null);
create table differential.track (id bigint primary key, album_id bigint not null references differential.album,
    title text not null, seconds integer not null, tempo integer, live boolean not null);
create table differential.biography (id bigint primary key,
    artist_id bigint not null unique references differential.artist, text text not null, pages integer);
create table differential.review (id bigint primary key, album_id bigint references differential.album,
    author text not null, stars integer);

insert into differential.artist values
    (1, 'Miles Davis', 'US', 1926, null), (2, 'Ornette', 'US', 1930, null), (3, 'Nina', null, 1933, 1),
    (4, 'Jan', 'NO', 1947, 2), (5, 'Evan', 'GB', null, 1), (6, 'Columbia', null, null, 4), (7, 'miles', 'DE', 1947, 3);
insert into differential.label values (1, 'Columbia', 'New York'), (2, 'ECM', 'Munich'), (3, 'Impulse', null), (4, 'Oslo', 'Oslo');
insert into differential.album values
    (1, 'Kind of Blue', 1, null, 1, '1959-08-17', 9.99, 5, 561),
    (2, 'Milestones', 1, 2, 1, '1958-09-02', 12.50, null, 200),
    (3, 'Change', 2, 3, null, '1959-10-01', 7.25, 4.5, 10),
    (4, 'Officium', 4, 4, 2, '1994-09-01', 15.00, 4, 200),
    (5, 'Nina', 3, 1, 3, '1965-02-01', 12.50, 2.5, 0),
    (6, 'Topography', 5, null, null, '1978-01-01', 9.99, null, 345),
    (7, 'Blue', 4, 1, 2, '1965-02-01', 20.00, 4.5, 1);
insert into differential.track values
    (1, 1, 'So What', 562, 136, false), (2, 1, 'Blue in Green', 337, null, false), (3, 2, 'Milestones', 345, 240, false),
    (4, 2, 'Dr. Jackle', 345, 200, true), (5, 3, 'Change', 200, 345, true), (6, 4, 'Parce mihi', 402, null, true),
    (7, 5, 'Nina', 200, 90, true), (8, 5, 'Naima', 261, 120, false);
insert into differential.biography values
    (1, 1, 'Trumpet', 345), (2, 4, 'Saxophone', null), (3, 3, 'Nina', 200), (4, 7, 'Milestones', 100);
insert into differential.review values
    (1, 1, 'Ada', 5), (2, 1, 'Ben', 3), (3, 2, 'Ada', null), (4, 5, 'Columbia', 1), (5, null, 'Ben', 5),
    (6, 4, 'Nina', 3), (7, 7, 'Ada', 2);

create table differential.venue (id bigint primary key, name text not null unique, city text, seats integer not null,
    parent_id bigint references differential.venue);
create table differential.concert (id bigint primary key, venue_id bigint references differential.venue, title text not null,
    notes text, language text not null, open boolean not null, good boolean, small smallint not null, sold integer,
    big bigint not null, price numeric(8, 2), score double precision, day date not null, begins timestamptz not null,
    ends timestamptz, door time, length interval, token uuid not null unique, address inet, picture bytea, data jsonb,
    tags text[] not null, numbers integer[], span int4range, spread numrange, on_sale daterange not null, hours tstzrange,
    attributes hstore, words tsvector not null);
-- One artist performs once in a concert: that pair is the key for vinyl; Django 3.2 needs a key of one column.
create table differential.performance (id bigint not null unique, concert_id bigint not null references differential.concert,
    artist_id bigint not null references differential.artist, place integer not null, fee numeric(8, 2),
    primary key (concert_id, artist_id));

insert into differential.venue values
    (1, 'Olympia', 'Paris', 2000, null), (2, 'Übersee', 'München', 150, null), (3, 'Keller', null, 40, 2),
    (4, 'Nowhere', 'Paris', 150, 1);
insert into differential.concert values
    (1, 1, 'Café Bleu', 'The cats are playing in the blue room', 'english', true, true, 3, 200, 5000000000, 9.99, 1.5,
     '2020-01-01', '2019-12-31 23:30:00+00', '2020-01-01 01:30:00+00', '19:30', '2 hours', '00000000-0000-0000-0000-000000000001',
     '10.0.0.1', '\x00ff', '{"a": {"b": ["x", "Y", 3]}, "n": null, "name": "Émile", "k": 1}', '{jazz,blue,café}', '{1,2,3}',
     '[1,5)', '[1.5,3.5)', '[2019-12-01,2020-01-01)', '[2019-12-31 20:00+00,2020-01-01 02:00+00)', 'color=>red, size=>NULL',
     'blue:3A kind:1'),
    (2, 1, 'CAFÉ BLEU', null, 'english', false, null, -3, null, -1, null, null,
     '2019-12-31', '2020-01-01 04:00:00.5+00', null, null, null, '00000000-0000-0000-0000-000000000002',
     '10.0.0.2', null, '{"a": {"b": []}, "k": 2, "name": "emile"}', '{}', '{}', 'empty', null, '(,2020-01-01)', null, '', ''),
    (3, 2, '100% jazz_live', '50% off_ \ only', 'simple', true, false, 30, 0, 0, 12.50, -1.5,
     '2020-02-29', '2020-06-15 12:00:05.3+00', '2020-06-15 12:00:05.3+00', '23:59:59', '90 minutes',
     '00000000-0000-0000-0000-00000000000a', '2001:db8::1', '', '[1, 2, {"k": "v"}]', '{jazz,"a,b"}', '{4,null}', '(,3]', '(,2]',
     '[2020-01-10,)', '(,2020-01-01 00:00+00)', '"it''s {}"=>yes', 'jazz:1'),
    (4, null, 'Straße', null, 'german', false, null, 7, 5, 7, 12.50, 0,
     '2020-12-31', '2020-12-31 22:59:59.999999+00', '2021-01-01 00:00:00+00', '00:00', '1 day', '10000000-0000-0000-0000-000000000000',
     null, null, null, '{blue}', null, null, null, 'empty', null, null, 'strass:1B,4'),
    (5, 2, 'été', '', 'french', true, true, 7, 5, 200, 0.00, 1e10,
     '2021-01-03', '2021-01-03 23:59:59+00', null, '12:00', '0', '10000000-0000-0000-0000-000000000001',
     '10.0.0.1', '\x61', 'null', '{été,jazz,jazz}', '{3}', '[3,4)', 'empty', '[2020-01-01,2020-02-01)', 'empty', 'color=>blue', ''),
    (6, 3, 'Kind of Blue', 'A cat played blue notes', 'english', true, true, 32767, 345, 9223372036854775807, 9.99, 2.5,
     '2018-12-31', '2018-12-31 00:00:00+00', '2018-12-31 02:00:00+00', '08:05:09.25', '-1 hour', '10000000-0000-0000-0000-000000000002',
     '192.168.1.0/24', '\x00ff', '{"k": 1.5, "flag": true, "name": null}', '{blue,jazz}', '{2,2,1}', '[5,10]', '[2,2]',
     '[2019-12-15,2020-01-15)', '[2018-12-31 00:00+00,)', 'color=>red, door=>blue', 'blue:1 cat:2'),
    (7, 4, 'Kind of Blue', null, 'english', false, false, 0, 345, 1, 7.25, null,
     '2020-03-29', '2020-03-29 01:30:00+00', '2020-03-29 03:00:00+00', '19:30', '2 hours', '20000000-0000-0000-0000-000000000000',
     null, null, '{"k": "1", "name": "NoËl", "a": {"b": ["x"], "c": {"d": null}}}', '{jazz,null}', '{1}', '[4,6)', '(3.5,)',
     '(,)', '[2020-03-29 01:00+00,2020-03-29 02:00+00]', 'size=>NULL', 'blue:2B'),
    (8, null, 'Ωmega 日本 😀', E'line one\nline two', 'simple', true, null, 1, 1, 2, 99.90, 2.5,
     '2020-10-25', '2020-10-25 00:30:00+00', null, null, '36 hours', '20000000-0000-0000-0000-000000000001',
     '::1', null, '"text"', '{日本}', null, '(,)', '[0,100)', '[2020-02-28,2020-03-01)', null, '日本=>東京', '');
insert into differential.performance values
    (11, 1, 1, 1, 100.00), (12, 1, 2, 2, null), (13, 2, 1, 1, 200.00), (14, 3, 3, 1, 9.99), (15, 3, 1, 2, 0.00), (16, 3, 4, 3, null),
    (17, 5, 5, 1, 12.50), (18, 6, 1, 1, 12.50), (19, 8, 3, 1, 50.00);
