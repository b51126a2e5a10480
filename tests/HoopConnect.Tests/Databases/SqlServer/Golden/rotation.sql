-- login [hoop_ro]: set password (rotation was asked for)
ALTER LOGIN [hoop_ro] WITH PASSWORD = '********';
-- login [hoop_ro]: unlock, policy on
ALTER LOGIN [hoop_ro] WITH CHECK_POLICY = OFF;
-- login [hoop_ro]: unlock, policy on
ALTER LOGIN [hoop_ro] WITH CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;
