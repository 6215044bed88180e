"""Pure functions on arrays: intervals of rates, control charts, funnels, agreement of raters."""
