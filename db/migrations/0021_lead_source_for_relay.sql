-- A lead's workflow is named by its source, which is no personal data.
GRANT SELECT (source) ON leads TO pinggo_relay;
