"""The blank sheet of any form of config/forms."""
