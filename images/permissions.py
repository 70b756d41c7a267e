"""What a role's permission means for a single picture."""

from accounts.policy import rule


@rule("images.change_image")
def may_change_picture(user, image) -> bool:
    """Contributors look after the pictures they brought; who edits others' pieces, after every picture."""
    return image.uploaded_by_id == user.pk or user.has_perm("reviews.edit_others")
