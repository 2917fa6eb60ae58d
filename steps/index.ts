import './connection.steps';
import './states.steps';
import './timer.steps';
import './interrogation.steps';
