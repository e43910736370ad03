"""Numbers, dates, times, periods, amounts of money and units as agencies write them, one module each."""
