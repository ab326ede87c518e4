arnscope_test(unit_checks
  SOURCES checks/limits_test.cc checks/policy_type_test.cc checks/principal_sizes_test.cc checks/size_test.cc
  ROOMS base document policy catalog template evaluate snapshot checks LIBRARIES nlohmann_json::nlohmann_json)
