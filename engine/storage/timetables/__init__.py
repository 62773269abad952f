"""Changes of the working-time calendar and the moments that are counted anew."""
