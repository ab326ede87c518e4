arnscope_test(unit_wildcards SOURCES checks/exact_patterns_test.cc checks/least_cover_test.cc
  ROOMS base document policy catalog checks)
