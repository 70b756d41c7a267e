from reviews.admin.review import ReviewAdmin

__all__ = ["ReviewAdmin"]
