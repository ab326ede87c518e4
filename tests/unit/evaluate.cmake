arnscope_test(unit_evaluate
  SOURCES evaluate/compiled_test.cc evaluate/context_test.cc evaluate/examine_test.cc evaluate/explain_test.cc
          evaluate/expression_test.cc evaluate/grants_test.cc evaluate/kms_grants_test.cc
          evaluate/nearest_change_test.cc evaluate/policy_owner_test.cc evaluate/principal_test.cc
          evaluate/public_access_test.cc evaluate/relation_test.cc evaluate/scenario_test.cc evaluate/values_test.cc
  ROOMS base document policy catalog evaluate)
