import './connection.steps';
import './states.steps';
import './timer.steps';
import './window.steps';
import './sequence.steps';
import './stopping.steps';
import './interrogation.steps';
import './path.steps';
