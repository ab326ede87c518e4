arnscope_test(unit_evaluate
  SOURCES evaluate/compiled_test.cc evaluate/context_test.cc evaluate/explain_test.cc evaluate/expression_test.cc
          evaluate/grants_test.cc evaluate/principal_test.cc evaluate/relation_test.cc evaluate/scenario_test.cc evaluate/values_test.cc
  ROOMS base document policy catalog evaluate)
