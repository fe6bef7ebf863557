"""The screens of coordinators and regional officers: thin views over the services."""
