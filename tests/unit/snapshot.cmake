arnscope_test(unit_snapshot
  SOURCES snapshot/access_test.cc snapshot/aws_config_test.cc snapshot/cli_answers_test.cc snapshot/cli_output_test.cc snapshot/condition_keys_test.cc snapshot/find_principal_test.cc
    snapshot/fixtures_test.cc
    snapshot/iam_collect_test.cc snapshot/load_test.cc snapshot/organization_access_test.cc
    snapshot/organization_test.cc snapshot/pages_test.cc snapshot/public_access_block_test.cc
    snapshot/resource_access_test.cc snapshot/resources_test.cc
  ROOMS base document policy catalog evaluate model snapshot)
