arnscope_test(unit_lint SOURCES lint/fix_test.cc lint/managed_policies_test.cc lint/profile_test.cc
  lint/sources_test.cc)
