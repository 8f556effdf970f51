export DBROOT=hunter2-dbroot
export DBUSER=hunter2-readonly
export PGADMIN=hunter2-pgadmin
export PGDB_PASS=hunter2-pgdb
export PGDB_USER=postgres
