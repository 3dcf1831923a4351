"""The bar of filters above a list: what people ask for most as single links, some
menus, and the rest of them behind “More filters”. What is chosen can be taken away."""

from dataclasses import dataclass
from typing import Any

# So many menus stand in the bar of a list; the others are behind “More filters”.
MENUS_SHOWN = 4


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Menu:
    """`clear` leads to the list without this filter; `quick` are those choices that
    stand in the bar by themselves."""

    title: str
    choices: list[Choice]
    quick: list[Choice]
    clear: Choice

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.is_chosen), None)

    @property
    def is_shown_by_quick(self) -> bool:
        return self.chosen in self.quick


@dataclass(frozen=True)
class FilterBar:
    menus: list[Menu]

    @classmethod
    def of(cls, changelist: Any) -> "FilterBar":
        return cls([_menu(spec, changelist) for spec in changelist.filter_specs])

    @property
    def chosen(self) -> list[Menu]:
        """What no link of its own shows: it stands first, to take away."""
        return [
            menu for menu in self.menus if menu.chosen and not menu.is_shown_by_quick
        ]

    @property
    def quick(self) -> list[tuple[Menu, Choice]]:
        return [(menu, choice) for menu in self.menus for choice in menu.quick]

    @property
    def shown(self) -> list[Menu]:
        menus = [menu for menu in self.menus if not menu.quick][:MENUS_SHOWN]
        return [menu for menu in menus if not menu.chosen]

    @property
    def more(self) -> list[Menu]:
        return [menu for menu in self.menus if self._is_in_more(menu)]

    def _is_in_more(self, menu: Menu) -> bool:
        is_elsewhere = menu in self.shown or menu in self.chosen
        return not is_elsewhere and len(menu.choices) > len(menu.quick)


def _menu(spec: Any, changelist: Any) -> Menu:
    """Django's choices begin with the one that leaves the filter out."""
    clear, *choices = (
        Choice(str(choice["display"]), choice["query_string"], choice["selected"])
        for choice in spec.choices(changelist)
    )
    codes = [str(code) for code, _ in spec.lookup_choices]
    quick = [
        choice
        for code, choice in zip(codes, choices, strict=True)
        if code in spec.quick
    ]
    return Menu(str(spec.title), choices, quick, clear)
