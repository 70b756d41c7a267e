"""What those see who have no desk: report form, page of a report, counter-notice by link, policy and numbers."""
