"""How many questions are asked, against the smallest set of answers found that proves the same result.

For each whole organisation: answers are left out one by one, as long as findings, levels and standings stay the same. What
is left is an upper bound on the smallest set; the ratio says how many questions were asked beyond it."""

import random
from statistics import median

from guidance import knowledge
from guidance.assessment import Assessment, assess
from guidance.curation.organisation_cases import facts_of, read_organisations
from guidance.inference.three_valued import Asked
from guidance.knowledge.catalogue import SWITCHES, Catalogue
from guidance.language.facts import Answer, Facts


def result(assessment: Assessment) -> object:
    """What an officer sees: findings with their standing, and levels."""
    return [(f.key, f.certain) for f in assessment.findings], [(who, str(level)) for who, level in assessment.levels.items()]


def without(facts: Facts, left_out: set[Asked]) -> Facts:
    """The facts without some answers."""

    def kept(about: str | None) -> dict[str, Answer]:
        return {id: answer for id, answer in facts.answers(about).items() if (id, about) not in left_out}

    return Facts(kept(None), {about: kept(about) for about in facts.activities}, facts.as_at)


def smallest(catalogue: Catalogue, facts: Facts) -> tuple[int, int]:
    """Questions asked, and how many of their answers are left when as many as possible are taken away."""
    full = assess(catalogue, facts)
    asked = sorted(
        ((id, about) for id, about in full.asked if id in facts.answers(about) and not id.startswith(SWITCHES)),
        key=lambda each: (-catalogue.order[each[0]], each[1] or ""),
    )
    expected, left_out = result(full), set[Asked]()
    for each in asked:
        if result(assess(catalogue, without(facts, {*left_out, each}))) == expected:
            left_out.add(each)
    return len(asked), len(asked) - len(left_out)


def main() -> None:
    """Prints a line for each organisation."""
    random.seed(1)
    catalogue = knowledge.load()
    ratios = []
    print("asked  needed  ratio")
    for case in read_organisations(knowledge.OWN):
        asked, needed = smallest(catalogue, facts_of(catalogue, case))
        ratios.append(asked / needed)
        print(f"{asked:5}  {needed:6}  {ratios[-1]:5.2f}  {case.id}")
    print(f"median ratio {median(ratios):.2f}")


if __name__ == "__main__":
    main()
