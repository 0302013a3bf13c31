"""People of the waves, as the tenant has them and the state knows them: counted, and one by one."""
