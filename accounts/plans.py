"""What PostgreSQL is to reckon with when it chooses how to answer us."""

RECKONINGS = {
    # A question that promises many rows it would compile first, in a third of a second. Many small lists asked at once
    # (`reviews/asking.py`) promise them, and are answered in milliseconds.
    "jit": "off",
    # A row looked up costs what it does from memory or an SSD. By its own reckoning, that of a turning disk, it reads
    # all films there are rather than look up three hundred.
    "random_page_cost": "1.1",
    # A page's questions are planned once a connection (`reviews/planned.py`), whatever they will be asked about. By its
    # own reckoning it plans most of them anew each time, in more time than it takes to answer them.
    "plan_cache_mode": "force_generic_plan",
}


def reckon(sender, connection, **given) -> None:
    """Told each new connection, not asked for when connecting: what pools connections may refuse that."""
    if connection.vendor == "postgresql":
        told = ", ".join("set_config(%s, %s, false)" for _ in RECKONINGS)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {told}", [part for pair in RECKONINGS.items() for part in pair])
