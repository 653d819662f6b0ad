-- The four roles of PcCovid on an external PostgreSQL 15 to 18. Run once as an administrator:
--   psql -v owner_password=… -v app_password=… -v worker_password=… -v custody_password=… -f roles.sql
CREATE ROLE pccovid_owner  LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE pccovid_app    LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
CREATE ROLE pccovid_worker LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'worker_password';
CREATE ROLE pccovid_custody LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'custody_password';

CREATE DATABASE pccovid OWNER pccovid_owner ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;
REVOKE ALL ON DATABASE pccovid FROM PUBLIC;
GRANT CONNECT ON DATABASE pccovid TO pccovid_app, pccovid_worker, pccovid_custody;

-- No contents of rows in the server's log.
ALTER DATABASE pccovid SET log_statement = 'none';
ALTER DATABASE pccovid SET log_min_error_statement = 'panic';
ALTER DATABASE pccovid SET log_error_verbosity = 'terse';
ALTER DATABASE pccovid SET log_parameter_max_length = 0;
ALTER DATABASE pccovid SET log_parameter_max_length_on_error = 0;
