"""Ids that are there, for schemathesis: made up ones alone would see nothing but 404."""

import json
import os
import zlib

import schemathesis

IDS = json.loads(os.environ["PINGGO_IDS"])


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    known = IDS.get(context.operation.path)
    # By what was made up, so that a case can be played again.
    if not path_parameters or not known or zlib.crc32(repr(path_parameters).encode()) % 10 < 3:
        return path_parameters
    return {**path_parameters, **{name: value for name, value in known.items() if name in path_parameters}}
