-- The tables and rows that the random querysets ask, for Django and for vinyl. Small, so that an answer can be checked by
-- hand, with nulls, ties, and numbers and texts that also stand in other tables, so that comparisons across relations hold
-- for some rows.
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
