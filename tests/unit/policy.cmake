arnscope_test(unit_policy
  SOURCES policy/action_set_test.cc policy/arn_test.cc policy/glob_test.cc policy/operator_test.cc
          policy/parser_keeps_test.cc policy/parser_test.cc policy/printer_test.cc
  ROOMS base document policy)
