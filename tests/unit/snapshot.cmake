arnscope_test(unit_snapshot
  SOURCES snapshot/access_test.cc snapshot/fixtures_test.cc snapshot/load_test.cc
    snapshot/organization_test.cc snapshot/resources_test.cc
  ROOMS base document policy catalog evaluate model snapshot)
