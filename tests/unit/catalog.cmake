arnscope_test(unit_catalog
  SOURCES catalog/catalog_test.cc catalog/collector_policies_test.cc catalog/expand_test.cc
          catalog/managed_policies_test.cc catalog/resources_test.cc
  ROOMS base document policy catalog LIBRARIES nlohmann_json::nlohmann_json)
