#!/bin/sh
# Written by Pinwright, module irqbalance; edits are lost. Not used any more? Then IRQBALANCE_ARGS does not name it: remove it.
# irqbalance asks for each interrupt: $1 is the folder of its device in sysfs, $2 its number.
# Says ban=true (leave it alone) for every interrupt of the network devices below. They are looked up by name each time,
# so numbers and slots may change.
devices='@DEVICES@'
for device in $devices; do
  at=/sys/class/net/$device/device
  if [ -e "$at/msi_irqs" ]; then
    vectors=$at/msi_irqs
  else
    vectors=$at/../msi_irqs # virtio: the vectors belong to the PCI device above
  fi
  if [ -e "$vectors/$2" ] || [ -e "$1/net/$device" ]; then
    echo ban=true
    exit 0
  fi
done
exit 0
