arnscope_test(unit_checks
  SOURCES checks/exact_patterns_test.cc checks/least_cover_test.cc checks/limits_test.cc checks/merge_test.cc
          checks/normal_form_conditions_test.cc checks/normal_form_test.cc checks/policy_type_test.cc
          checks/principal_sizes_test.cc checks/require_test.cc checks/required_permissions_test.cc
          checks/size_test.cc checks/split_soundness_test.cc checks/split_test.cc checks/surplus_test.cc
  LIBRARIES nlohmann_json::nlohmann_json)
