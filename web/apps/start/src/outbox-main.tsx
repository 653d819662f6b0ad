import './start.css';
import { render } from 'preact';
import { Outbox } from './outbox.tsx';

const place = document.getElementById('app');
if (place) render(<Outbox />, place);
