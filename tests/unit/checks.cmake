arnscope_test(unit_require
  SOURCES checks/require_test.cc checks/required_permissions_test.cc checks/surplus_test.cc
  ROOMS base document policy report catalog template evaluate snapshot graph checks)
