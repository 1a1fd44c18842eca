"""What a model that learned from marked lines reads in a short message for the form, and where it is believed."""
