"""Prints a CloudFormation template as JSON, and the resource types that moto creates."""
import json
import sys

import yaml
from moto.cloudformation.parsing import get_model_map
from moto.cloudformation.utils import yaml_tag_constructor

yaml.add_multi_constructor("", yaml_tag_constructor, yaml.SafeLoader)
with open(sys.argv[1], encoding="utf-8") as file:
    print(json.dumps({"template": yaml.safe_load(file), "simulated": sorted(get_model_map())}))
