"""How state shows whether a call was carried out: one module per way of knowing."""
