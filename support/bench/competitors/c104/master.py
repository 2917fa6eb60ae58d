# c104 in the master bench: master.py PORT K. This folder is GPL-3.0 as c104 is; spec104 talks to it over TCP only.
import sys
import time

import c104

client = c104.Client()
connection = client.add_connection(ip="127.0.0.1", port=int(sys.argv[1]), init=c104.Init.NONE)
parameters = connection.protocol_parameters
parameters.send_window_size = int(sys.argv[2])
parameters.receive_window_size = 8
station = connection.add_station(common_address=1)
station.add_point(io_address=1, type=c104.Type.M_ME_TF_1)
client.start()
connection.connect()
while True:
    time.sleep(1)
