"""Write urls.txt anew, after an address was added or its guard changed on purpose."""

import django

django.setup()

from tests.promises.addresses import LIST, addresses  # noqa: E402  # models load only after setup

LIST.write_text("".join(f"{address.line()}\n" for address in addresses()))
