"""From readings to calibrated labels: experts, and an additive judge who weighs them."""
