"""What certain words mean wherever they stand: one normal form, intents, screening."""
