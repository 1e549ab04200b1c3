"""The parts that screens are built of; plain parameters in, signals out, no records and no store."""
