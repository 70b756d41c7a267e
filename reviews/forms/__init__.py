from reviews.forms.writing import WritingForm

__all__ = ["WritingForm"]
