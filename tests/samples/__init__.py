"""Made-up reports, one for each layout, as PDF with and without tags: `SAMPLES`. The
words, people and places in them are invented; how they are set out is not."""

from . import area_send, ilacs, jtai, lac, letters, sif
from .sample import Expected, ExpectedRecommendation, Sample, as_expected

SAMPLES = (
    ilacs.SAMPLE,
    letters.FOCUSED_VISIT,
    letters.MONITORING_VISIT,
    letters.ASSURANCE_VISIT,
    sif.SIF,
    sif.REINSPECTION,
    jtai.JTAI,
    jtai.JTAI_2017,
    area_send.SAMPLE,
    lac.SAMPLE,
)

__all__ = ["SAMPLES", "ExpectedRecommendation", "Expected", "Sample", "as_expected"]
