from django.tasks import task

from images import renditions
from images.models import Image


@task
def draw_renditions(image_id: int) -> None:
    """Every width and format of a picture. A picture deleted meanwhile needs none."""
    image = Image.objects.filter(pk=image_id).first()
    if image is not None:
        renditions.make_all(image)
