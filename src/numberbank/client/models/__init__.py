"""What calls take and give: one module per resource. Answers are read leniently; what is not known is ignored."""
