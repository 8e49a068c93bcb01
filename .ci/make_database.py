"""Make the database that DATABASE_URL names, where it is missing."""

import os

import dj_database_url
import psycopg

wanted = dj_database_url.parse(os.environ["DATABASE_URL"])
with psycopg.connect(
    host=wanted["HOST"],
    port=wanted["PORT"],
    user=wanted["USER"],
    dbname="postgres",
    autocommit=True,
) as connection:
    names = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
    if wanted["NAME"] not in names:
        connection.execute(f'CREATE DATABASE "{wanted["NAME"]}"')
